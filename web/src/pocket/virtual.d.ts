/** Of the one words file the rooms a telephone needs, in both languages: written by `wordsOf` in vite.config.ts. */
declare module 'virtual:words/pocket' {
  interface Words {
    [name: string]: string | Words
  }
  export const zh: Words
  export const en: Words
}
