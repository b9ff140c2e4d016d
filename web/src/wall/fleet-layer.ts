import { MercatorCoordinate, type CustomLayerInterface, type CustomRenderMethodInput, type Map as WallMap } from 'maplibre-gl'
import { FLOATS, FleetRows } from './fleet-rows'

const VERTEX = `#version 300 es
uniform mat4 matrix; uniform float now; uniform float size;
in vec2 from; in vec2 to; in vec2 when; in float heading;
out float turn;
void main() {
  float share = clamp((now - when.x) / max(when.y, 0.001), 0.0, 1.0);
  gl_Position = matrix * vec4(mix(from, to, share), 0.0, 1.0);
  gl_PointSize = size;
  turn = heading;
}`
/** A small arrow with a tail, turned where it goes; one that says no heading is a dot. */
const FRAGMENT = `#version 300 es
precision mediump float;
uniform vec4 colour; uniform vec4 tail;
in float turn; out vec4 shade;
void main() {
  vec2 p = gl_PointCoord * 2.0 - 1.0;
  if (turn < 0.0) { if (dot(p, p) > 0.16) discard; shade = colour; return; }
  float c = cos(turn), s = sin(turn);
  vec2 q = vec2(c * p.x + s * p.y, -s * p.x + c * p.y);
  float wide = (q.y + 0.6) * 0.42;
  if (q.y > -0.6 && q.y < 0.35 && abs(q.x) < wide) { shade = colour; return; }
  if (q.y >= 0.2 && q.y < 1.0 && abs(q.x) < 0.07) { shade = tail * (1.0 - q.y); return; }
  discard;
}`

const METRES_AT_0 = 78_271.5 // a pixel of a tile of 512 at the equator
const FASTEST_M_S = 25
const SEEN_PX = 0.5
const LEAST_MS = 33
const MOST_MS = 1000
const SIZE_AT = { zoom: 7, least: 0.32, perZoom: 0.1, most: 1.1 }

function compiled(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram()
  for (const [kind, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]] as const) {
    const shader = gl.createShader(kind)!
    gl.shaderSource(shader, source)
    gl.compileShader(shader)
    gl.attachShader(program, shader)
  }
  gl.linkProgram(program)
  return program
}

/** The matrix after a move and a stretch, reckoned in doubles: positions stay near nought, where floats are fine. */
function placed(matrix: ArrayLike<number>, x: number, y: number, scale: number): Float32Array {
  const found = new Float32Array(16)
  for (let row = 0; row < 4; row++) {
    found[row] = matrix[row]! * scale
    found[4 + row] = matrix[4 + row]! * scale
    found[8 + row] = matrix[8 + row]!
    found[12 + row] = matrix[row]! * x + matrix[4 + row]! * y + matrix[12 + row]!
  }
  return found
}

/** Tens of thousands of vehicles in one draw: typed columns in, and the graphics card moves them between two reports. */
export class FleetLayer implements CustomLayerInterface {
  readonly id = 'fleet'
  readonly type = 'custom' as const
  private map: WallMap | null = null
  private program: WebGLProgram | null = null
  private buffer: WebGLBuffer | null = null
  private array: WebGLVertexArrayObject | null = null
  private room = 0
  private timer: ReturnType<typeof setTimeout> | undefined
  private fresh = false

  constructor(
    private readonly rows: FleetRows,
    private readonly colours: { vehicle: readonly number[]; tail: readonly number[] },
    private readonly unitPx: number,
  ) {}

  onAdd(map: WallMap, context: WebGLRenderingContext | WebGL2RenderingContext): void {
    const gl = context as WebGL2RenderingContext
    this.map = map
    this.program = compiled(gl)
    this.buffer = gl.createBuffer()
    this.array = gl.createVertexArray()
    gl.bindVertexArray(this.array)
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer)
    const stride = FLOATS * 4
    for (const [name, size, offset] of [['from', 2, 0], ['to', 2, 2], ['when', 2, 4], ['heading', 1, 6]] as const) {
      const place = gl.getAttribLocation(this.program, name)
      gl.enableVertexAttribArray(place)
      gl.vertexAttribPointer(place, size, gl.FLOAT, false, stride, offset * 4)
    }
    gl.bindVertexArray(null)
  }

  onRemove(_: WallMap, context: WebGLRenderingContext | WebGL2RenderingContext): void {
    clearTimeout(this.timer)
    context.deleteBuffer(this.buffer)
    context.deleteProgram(this.program)
    ;(context as WebGL2RenderingContext).deleteVertexArray(this.array)
    this.map = null
  }

  /** The rows have changed. */
  outdate(): void {
    this.fresh = false
    this.map?.triggerRepaint()
  }

  render(context: WebGLRenderingContext | WebGL2RenderingContext, input: CustomRenderMethodInput): void {
    const gl = context as WebGL2RenderingContext
    const { rows, program, map } = this
    if (!program || !map || !rows.size) return
    gl.useProgram(program)
    gl.bindVertexArray(this.array)
    if (!this.fresh) this.bring(gl)
    const { x, y, scale } = rows.origin
    gl.uniformMatrix4fv(gl.getUniformLocation(program, 'matrix'), false, placed(input.defaultProjectionData.mainMatrix, x, y, scale))
    gl.uniform1f(gl.getUniformLocation(program, 'now'), rows.clock)
    gl.uniform1f(gl.getUniformLocation(program, 'size'), this.size(map.getZoom(), map.getPixelRatio()))
    gl.uniform4fv(gl.getUniformLocation(program, 'colour'), this.colours.vehicle)
    gl.uniform4fv(gl.getUniformLocation(program, 'tail'), this.colours.tail)
    gl.enable(gl.BLEND)
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA)
    gl.drawArrays(gl.POINTS, 0, rows.size)
    gl.bindVertexArray(null)
    this.again(map)
  }

  private bring(gl: WebGL2RenderingContext): void {
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffer)
    if (this.room < this.rows.data.length) {
      this.room = this.rows.data.length
      gl.bufferData(gl.ARRAY_BUFFER, this.rows.data, gl.DYNAMIC_DRAW)
    } else gl.bufferSubData(gl.ARRAY_BUFFER, 0, this.rows.data.subarray(0, this.rows.size * FLOATS))
    this.fresh = true
  }

  private size(zoom: number, ratio: number): number {
    const share = Math.min(SIZE_AT.most, SIZE_AT.least + Math.max(0, zoom - SIZE_AT.zoom) * SIZE_AT.perZoom)
    return Math.max(3, share * 1.6 * this.unitPx * ratio)
  }

  /** Draw again once the fastest has gone half a pixel: from far away that is once a second, near by thirty times. */
  private again(map: WallMap): void {
    if (this.timer || !this.rows.moving) return
    const metres = (METRES_AT_0 * Math.cos((map.getCenter().lat * Math.PI) / 180)) / 2 ** map.getZoom()
    const pause = Math.min(MOST_MS, Math.max(LEAST_MS, ((SEEN_PX * metres) / FASTEST_M_S) * 1000))
    this.timer = setTimeout(() => {
      this.timer = undefined
      if (!document.hidden) map.triggerRepaint()
    }, pause)
  }
}

export const mercator = (lon: number, lat: number): { x: number; y: number } => MercatorCoordinate.fromLngLat([lon, lat])
