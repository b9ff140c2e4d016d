import { cameraSegment, upright, withSegment } from './exif'

const SIDE = 1600
const QUALITY = 0.82
const SMALL = 400 * 1024 // what is this small already is sent as it is
const MOST = 8 * 1024 * 1024 // the server takes no more

export class TooLarge extends Error {}

/** A picture small enough for a slow network, upright, with what the camera wrote into it. One the browser cannot read is sent
 * as it is. Raises TooLarge for one no server takes. */
export async function shrunk(file: Blob): Promise<Blob> {
  if (file.size <= SMALL) return file
  const small = await drawn(file).catch(() => null)
  const found = small && small.size < file.size ? small : file
  if (found.size > MOST) throw new TooLarge()
  return found
}

async function drawn(file: Blob): Promise<Blob | null> {
  const image = await createImageBitmap(file, { imageOrientation: 'from-image' })
  const scale = Math.min(1, SIDE / Math.max(image.width, image.height))
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(image.width * scale)
  canvas.height = Math.round(image.height * scale)
  canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height)
  image.close()
  const small = await new Promise<Blob | null>((give) => canvas.toBlob(give, 'image/jpeg', QUALITY))
  if (!small) return null
  const segment = cameraSegment(new Uint8Array(await file.slice(0, 1 << 18).arrayBuffer()))
  if (!segment) return small
  return new Blob([withSegment(new Uint8Array(await small.arrayBuffer()), upright(segment))], { type: 'image/jpeg' })
}
