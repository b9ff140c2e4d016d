import { expect, test } from 'vitest'
import { cameraSegment, upright, withSegment } from './exif'

const ORIENTED = [0x4d, 0x4d, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0]
const BODY = [0x45, 0x78, 0x69, 0x66, 0, 0, ...ORIENTED]
const SEGMENT = [0xff, 0xe1, 0, BODY.length + 2, ...BODY]
const JFIF = [0xff, 0xe0, 0, 4, 1, 1]
const SCAN = [0xff, 0xda, 0, 2, 9, 9, 0xff, 0xd9]

test('what the camera wrote is found after other segments', () => {
  expect([...cameraSegment(new Uint8Array([0xff, 0xd8, ...JFIF, ...SEGMENT, ...SCAN]))!]).toEqual(SEGMENT)
})

test('what is no picture, says nothing or is broken has none', () => {
  for (const bytes of [[], [0xff, 0xd8], [0x89, 0x50, 0x4e, 0x47, 0, 0], [0xff, 0xd8, ...JFIF, ...SCAN], [0xff, 0xd8, ...SEGMENT.slice(0, 20)]])
    expect(cameraSegment(new Uint8Array(bytes))).toBeNull()
})

test('a picture that is drawn upright is not to be turned again', () => {
  const turned = upright(new Uint8Array(SEGMENT))
  expect([...turned].filter((byte, at) => byte !== SEGMENT[at])).toEqual([1])
})

test('a broken segment stays as it is', () => {
  const broken = new Uint8Array([...SEGMENT.slice(0, 14), 0xff, 0xff, 0xff, 0xff, ...SEGMENT.slice(18)])
  expect([...upright(broken)]).toEqual([...broken])
})

test('the segment stands first in the smaller picture', () => {
  expect([...withSegment(new Uint8Array([0xff, 0xd8, ...SCAN]), new Uint8Array(SEGMENT))]).toEqual([0xff, 0xd8, ...SEGMENT, ...SCAN])
})
