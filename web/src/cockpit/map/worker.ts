import { setWorkerUrl } from 'maplibre-gl'
import worker from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'

// MapLibre 6 loads its worker as a file of its own; Vite has to be told, or the map stays blank when built.
setWorkerUrl(worker)
