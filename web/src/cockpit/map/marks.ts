import type { Map } from 'maplibre-gl'
import { NUMERALS, NUMERAL_Y, SHAPES } from '../../kit/level'
import { FONT, LEVELS, type Palette } from '../../tokens'

const SHARP = 3 // pixels drawn for each shown, so that a wall stays crisp

function drawn(size: number, draw: (pen: CanvasRenderingContext2D) => void): ImageData {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = size * SHARP
  const pen = canvas.getContext('2d', { willReadFrequently: true })!
  pen.scale(SHARP, SHARP)
  draw(pen)
  return pen.getImageData(0, 0, canvas.width, canvas.height)
}

/** A level's shape in a square of `size`, with its numeral if it stands for one alert. */
function level(palette: Palette, of: (typeof LEVELS)[number], size: number, numeral: boolean): ImageData {
  return drawn(size, (pen) => {
    pen.scale(size / 30, size / 30)
    pen.translate(3, 3)
    const shape = new Path2D(SHAPES[of])
    pen.lineWidth = 2.5
    pen.strokeStyle = palette.map.halo
    pen.stroke(shape)
    pen.fillStyle = palette.level[of]
    pen.fill(shape)
    if (!numeral) return
    pen.fillStyle = palette.onLevel[of]
    pen.font = `600 13px ${FONT}`
    pen.textAlign = 'center'
    pen.textBaseline = 'middle'
    pen.fillText(NUMERALS[of], 12, NUMERAL_Y[of] + 0.5)
  })
}

function arrow(palette: Palette): ImageData {
  return drawn(22, (pen) => {
    const shape = new Path2D('M11 2L18 19L11 15L4 19Z')
    pen.lineWidth = 2
    pen.lineJoin = 'round'
    pen.strokeStyle = palette.map.halo
    pen.stroke(shape)
    pen.fillStyle = palette.map.vehicle
    pen.fill(shape)
  })
}

/** Thin slanted lines, repeated: drawn, not surveyed. */
function hatch(colour: string): ImageData {
  return drawn(8, (pen) => {
    pen.strokeStyle = colour
    pen.lineWidth = 1
    for (const start of [-8, 0, 8]) {
      pen.beginPath()
      pen.moveTo(start - 1, 9)
      pen.lineTo(start + 9, -1)
      pen.stroke()
    }
  })
}

/** Thin lines both ways: nothing is heard here. */
function cross(colour: string): ImageData {
  return drawn(10, (pen) => {
    pen.strokeStyle = colour
    pen.lineWidth = 1
    for (const [from, to] of [[-1, 11], [11, -1]] as const) {
      pen.beginPath()
      pen.moveTo(from, -1)
      pen.lineTo(to, 11)
      pen.stroke()
    }
  })
}

/** Every image the style names. */
export function addMarks(map: Map, palette: Palette): void {
  for (const one of LEVELS) {
    map.addImage(`level-${one}`, level(palette, one, 26, true), { pixelRatio: SHARP })
    map.addImage(`crowd-${one}`, level(palette, one, 40, false), { pixelRatio: SHARP })
  }
  map.addImage('arrow', arrow(palette), { pixelRatio: SHARP })
  map.addImage('hatch', hatch(palette.map.hatch), { pixelRatio: SHARP })
  map.addImage('cross', cross(palette.map.blind), { pixelRatio: SHARP })
  map.addImage('hatch-strong', hatch(palette.map.quietLabel), { pixelRatio: SHARP })
}
