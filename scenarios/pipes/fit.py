"""Which leaks explain a pressure residual: flows on known pipes, none negative, and the pipe that explains the rest."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from cityloop.kernels.columns import Floats, Ints
from scenarios.pipes.kernels import NONE, non_negative

OVERLAP = 0.8  # a signature made for one size of leak is tried this far beyond the middle to the next size
LARGEST = 120.0  # m3/h, more than half of what both inlets bring


class Catalogue(NamedTuple):
    """How a leak of each size at each pipe looks: `signature` (sizes, pipes, sensors), m for one m3/h, at `flows`."""

    flows: Floats
    signature: Floats

    def at(self, pipes: Ints, flow: Floats) -> Floats:
        """Signatures (leaks, sensors) of leaks at `pipes` with `flow`, between the two nearest sizes."""
        place = np.interp(flow, self.flows, np.arange(self.flows.size))
        low = np.minimum(place.astype(np.int64), self.flows.size - 2)
        share = (place - low)[:, None]
        mixed = (1 - share) * self.signature[low, pipes] + share * self.signature[low + 1, pipes]
        return np.asarray(mixed, np.float64)


class Explained(NamedTuple):
    flow: Floats  # m3/h of each leak
    left: Floats  # m, per sensor, what they do not explain
    size: float  # m, how much they explain together


def explain(seen: Floats, pipes: Ints, flow: Floats, catalogue: Catalogue) -> Explained:
    """Flows of leaks at `pipes` that explain `seen` best; `flow` is the last guess, as signatures depend on it."""
    if not pipes.size:
        return Explained(flow, seen, 0.0)
    for _ in range(3):
        signature = catalogue.at(pipes, flow)
        flow = non_negative(signature @ signature.T, signature @ seen)
    parts = flow[:, None] * signature
    return Explained(flow, seen - parts.sum(axis=0), float(np.linalg.norm(parts, axis=1).sum()))


def best_pipe(seen: Floats, beside: Floats, catalogue: Catalogue, among: NDArray[np.int64]) -> tuple[int, float]:
    """(pipe, m3/h) of the single leak that explains `seen` best, while the signatures `beside` may take any share.

    A size of signature is only believed for flows near the flow it was made for. (-1, 0) if no leak fits.
    """
    sizes = catalogue.flows
    middle = np.sqrt(sizes[:-1] * sizes[1:])
    low, high = np.r_[0.0, middle * OVERLAP], np.r_[middle / OVERLAP, LARGEST]
    signature = catalogue.signature[:, among]
    if beside.shape[0]:
        span = np.linalg.qr(beside.T)[0]
        seen = seen - span @ (span.T @ seen)
        signature = signature - (signature @ span) @ span.T
    power = np.einsum("sjp,sjp->sj", signature, signature) + 1e-12
    flow = (signature @ seen) / power
    gain = np.where((flow > low[:, None]) & (flow < high[:, None]), flow * flow * power, -1.0)
    size, place = np.unravel_index(int(np.argmax(gain)), gain.shape)
    if gain[size, place] < 0:
        return NONE, 0.0
    return int(among[place]), float(flow[size, place])
