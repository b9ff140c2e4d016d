import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'

/** Write the service worker of a face that works without network: it is told the names of all files that face is made of, and
 * so is another worker whenever one of them is another. */
export function offline(face: string): Plugin {
  return {
    name: `offline ${face}`,
    apply: 'build',
    generateBundle(_, bundle) {
      const files = new Set<string>()
      const gather = (name: string) => {
        const chunk = bundle[name]
        if (files.has(name) || chunk?.type !== 'chunk') return
        files.add(name)
        for (const css of chunk.viteMetadata?.importedCss ?? []) files.add(css)
        for (const asset of chunk.viteMetadata?.importedAssets ?? []) files.add(asset)
        for (const next of [...chunk.imports, ...chunk.dynamicImports]) gather(next)
      }
      const entry = Object.values(bundle).find((one) => one.type === 'chunk' && one.isEntry && one.name === face)
      if (!entry) throw new Error(`${face} is not built`)
      gather(entry.fileName)
      const names = [...files].toSorted()
      const release = createHash('sha256').update(names.join()).digest('hex').slice(0, 12)
      const source = readFileSync(`src/${face}/worker.js`, 'utf8')
        .replace('__RELEASE__', release)
        .replace('__FILES__', JSON.stringify(names.map((name) => `/${name}`)))
      this.emitFile({ type: 'asset', fileName: `${face}/sw.js`, source })
    },
  }
}

/** Of the one words file only some rooms, as a module of its own: the rest does not come along. */
export function wordsOf(face: string, rooms: readonly string[]): Plugin {
  const name = `virtual:words/${face}`
  return {
    name: `words ${face}`,
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined
      const said = ['zh', 'en'].map((language) => {
        const file = `src/words/${language}.json`
        this.addWatchFile(file)
        const all = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>
        return `export const ${language} = ${JSON.stringify(Object.fromEntries(rooms.map((room) => [room, all[room]])))}`
      })
      return said.join('\n')
    },
  }
}
