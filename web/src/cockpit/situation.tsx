import { CityMap } from './city-map'
import { Holders } from './holders'
import { Legend } from './legend'
import { Numbers } from './numbers'
import { Feed, OpenCases } from './stream'
import './situation.css'

/** The wall and the desk: what is wrong in the city, and who has it. */
export default function Situation() {
  return (
    <main className="situation">
      <aside className="left">
        <Numbers />
        <Holders />
        <Legend />
      </aside>
      <CityMap />
      <aside className="right">
        <OpenCases />
        <Feed />
      </aside>
    </main>
  )
}
