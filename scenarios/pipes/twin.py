"""The nominal hydraulic model, asked once: what the sensors should show, and what a leak at each pipe would change."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import wntr
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import shortest_path
from wntr.epanet.toolkit import ENepanet
from wntr.epanet.util import EN

from scenarios.pipes.network import Network, Sensors
from scenarios.pipes.residual import inputs_of

Floats = NDArray[np.float64]

STEPS = 2016  # a week of 5 minutes, the length of the demand patterns
DEMANDS = (0.9, 1.0, 1.15)  # the range of demand over the years that the response must follow
HOURS = (1, 7, 13, 19)  # four looks a day: the mean of a signature moves less than 2 % with more
FLOWS = (2.0, 8.0, 20.0, 35.0)  # m3/h; pressure answers a leak more than in proportion
HOURLY = 3600.0  # wntr speaks m3/s


def expected_week(inp: Path, sensors: Sensors, demand: float = 1.0) -> Floats:
    """What each sensor would read in the nominal network, (2016, sensors): m, m3/h, m, from Monday 00:00."""
    model = wntr.network.WaterNetworkModel(str(inp))
    model.options.hydraulic.demand_multiplier = demand
    model.options.hydraulic.accuracy = 1e-5  # the file's 1 % would be louder than a small leak
    with tempfile.TemporaryDirectory() as folder:
        result = wntr.sim.EpanetSimulator(model).run_sim(file_prefix=str(Path(folder) / "week"))
    flow = result.link["flowrate"][[*sensors.inlets, sensors.pump]].to_numpy()[:STEPS] * HOURLY
    pressure = result.node["pressure"][[*sensors.pressure, sensors.level]].to_numpy()[:STEPS]
    return np.hstack([pressure[:, :-1], flow, pressure[:, -1:]]).astype(np.float64)


def response(weeks: list[Floats], boundary: NDArray[np.int32]) -> Floats:
    """Pressure of the nominal network as a function of its boundary, (features, pressure sensors)."""
    table = np.vstack(weeks)
    count = table.shape[1] - boundary.size
    return np.asarray(np.linalg.lstsq(inputs_of(table, boundary), table[:, :count], rcond=None)[0], np.float64)


@contextmanager
def _engine(inp: Path) -> Iterator[ENepanet]:
    """EPANET with the model opened for single moments: no control may act, and it is solved as exactly as it can be."""
    model = wntr.network.WaterNetworkModel(str(inp))
    model.options.hydraulic.accuracy, model.options.hydraulic.trials = 1e-7, 200
    model.options.time.duration = 0
    for name in list(model.control_name_list):
        model.remove_control(name)
    with tempfile.TemporaryDirectory() as folder:
        wntr.network.write_inpfile(model, str(Path(folder) / "still.inp"))
        engine = ENepanet(version=2.2)
        engine.ENopen(str(Path(folder) / "still.inp"), str(Path(folder) / "still.rpt"), "")
        engine.ENopenH()
        try:
            yield engine
        finally:
            engine.ENclose()


def leaks_at_junctions(inp: Path, sensors: Sensors, junctions: list[str], duty: float) -> tuple[Floats, Floats]:
    """Sensor rows without, (moments, sensors), and with a leak at each junction, (sizes, moments, junctions, sensors).

    Moments are `HOURS` with the pump off and on; the last column of the first answer is the weight of the moment.
    """
    with _engine(inp) as engine:
        nodes = [engine.ENgetnodeindex(name) for name in (*sensors.pressure, sensors.level)]
        links = [engine.ENgetlinkindex(name) for name in (*sensors.inlets, sensors.pump)]
        places = [engine.ENgetnodeindex(name) for name in junctions]
        moments = [(hour, pumping) for hour in HOURS for pumping in (0, 1)]

        def look() -> list[float]:
            engine.ENinitH(0)
            engine.ENrunH()
            pressure = [engine.ENgetnodevalue(node, EN.PRESSURE) for node in nodes]
            return [*pressure[:-1], *(engine.ENgetlinkvalue(link, EN.FLOW) for link in links), pressure[-1]]

        sound = np.zeros((len(moments), len(nodes) + len(links) + 1))
        leaking = np.zeros((len(FLOWS), len(moments), len(places), len(nodes) + len(links)))
        for moment, (hour, pumping) in enumerate(moments):
            engine.ENsettimeparam(EN.PATTERNSTART, int(hour * HOURLY))
            engine.ENsetlinkvalue(links[-1], EN.INITSTATUS, pumping)
            sound[moment, :-1] = look()
            sound[moment, -1] = (duty if pumping else 1 - duty) / len(HOURS)
            head = [max(engine.ENgetnodevalue(place, EN.PRESSURE), 1.0) for place in places]
            for spot, place in enumerate(places):
                for size, flow in enumerate(FLOWS):
                    engine.ENsetnodevalue(place, EN.EMITTER, flow / np.sqrt(head[spot]))
                    leaking[size, moment, spot] = look()
                engine.ENsetnodevalue(place, EN.EMITTER, 0.0)
    return sound, leaking


def signatures(sound: Floats, leaking: Floats, nominal: Floats, boundary: NDArray[np.int32]) -> Floats:
    """How the residual changes for one m3/h, (sizes, junctions, pressure sensors), mean of the day.

    A leak also raises the inflow, and with it the expected head loss: what the twin would take for demand is taken off.
    """
    count = nominal.shape[1]

    def off(table: Floats) -> Floats:
        flat = table.reshape(-1, table.shape[-1])
        return (flat[:, :count] - inputs_of(flat, boundary) @ nominal).reshape(*table.shape[:-1], count)

    change = off(leaking) - off(sound[:, :-1])[None, :, None]
    return np.asarray(np.einsum("m,smjp->sjp", sound[:, -1], change) / np.array(FLOWS)[:, None, None])


def pipe_distances(ends: NDArray[np.int64], length: Floats, nodes: int) -> Floats:
    """Metres of pipe between the midpoints of any two pipes, (pipes, pipes); inf where no pipe leads."""
    order = np.argsort(-length)  # of pipes side by side the shortest is written last, and stays
    shortest = {tuple(sorted(ends[pipe])): length[pipe] for pipe in order}
    rows, columns = np.array(list(shortest)).T
    graph = coo_matrix((list(shortest.values()), (rows, columns)), shape=(nodes, nodes)).tocsr()
    between = shortest_path(graph, method="D", directed=False)
    best = np.full((len(ends), len(ends)), np.inf)
    for here in (0, 1):
        for there in (0, 1):
            best = np.minimum(best, between[np.ix_(ends[:, here], ends[:, there])])
    best += (length[:, None] + length[None, :]) / 2
    np.fill_diagonal(best, 0.0)
    return best


def build(inp: Path, sensors: Sensors) -> Network:
    """Everything the folds need, in about half a minute."""
    model = wntr.network.WaterNetworkModel(str(inp))
    subjects = sensors.subjects()
    boundary = np.arange(len(sensors.pressure), len(subjects), dtype=np.int32)
    weeks = [expected_week(inp, sensors, demand) for demand in DEMANDS]
    nominal = response(weeks, boundary)
    week = weeks[DEMANDS.index(1.0)]
    duty = float((week[:, boundary[-2]] > 0).mean())
    sound, leaking = leaks_at_junctions(inp, sensors, model.junction_name_list, duty)
    by_junction = signatures(sound, leaking, nominal, boundary)

    names = model.node_name_list
    place = {name: spot for spot, name in enumerate(names)}
    junction = {name: spot for spot, name in enumerate(model.junction_name_list)}
    links = [model.get_link(name) for name in model.pipe_name_list]
    pairs = [(link.start_node_name, link.end_node_name) for link in links]
    ends = np.array([[place[name] for name in pair] for pair in pairs])
    point = np.array([model.get_node(name).coordinates for name in names])
    middle = point[ends].mean(axis=1)
    return Network(
        sensors=np.array(subjects),
        boundary=boundary,
        pipes=np.array(model.pipe_name_list),
        x=middle[:, 0],
        y=middle[:, 1],
        week=week,
        nominal=nominal,
        flows=np.array(FLOWS),
        signature=np.stack(
            [by_junction[:, [junction[name] for name in pair if name in junction]].mean(axis=1) for pair in pairs],
            axis=1,
        ),
        distance=pipe_distances(ends, np.array([link.length for link in links]), len(names)),
    )
