import type { Ref } from 'react'

type Says = { ref?: Ref<HTMLInputElement>; accept: string; label: string; capture?: 'environment'; onFile: (file: File) => void }

/** Chooses a file, unseen: a button or a label opens it. The same file may be chosen again. */
export function FileInput({ ref, accept, label, capture, onFile }: Says) {
  return (
    <input
      ref={ref}
      type="file"
      hidden
      accept={accept}
      capture={capture}
      aria-label={label}
      onChange={(event) => {
        const [file] = event.target.files ?? []
        event.target.value = ''
        if (file) onFile(file)
      }}
    />
  )
}
