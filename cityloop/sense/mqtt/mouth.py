"""Mouth: what is written is answered, thousands of connections in one go."""

from collections.abc import Callable, Sequence

import numpy as np

from cityloop.kernels.columns import Longs
from cityloop.sense.mqtt import packets, sockets
from cityloop.sense.mqtt.heard import Answers
from cityloop.sense.mqtt.lines import Line, Lines


class Mouth:
    """`mind` is told of a line to which something was sent, `fault` of one that broke."""

    def __init__(self, lines: Lines, mind: Callable[[Line], None], fault: Callable[[Line, float, Exception], None]) -> None:
        self.lines, self._mind, self._fault = lines, mind, fault

    def answer(self, written: Sequence[Answers]) -> None:
        for answers in written:
            if answers.head.size:
                self._answer(answers)

    def _answer(self, answers: Answers) -> None:
        lines, of = self.lines, answers.senders
        rows = np.flatnonzero(lines.turn[of.slot] == of.turn)
        np.subtract.at(lines.in_flight, of.slot[rows], 1)
        worded = {int(of.slot[row]) for row in answers.why if of.version[row] == 5 and lines.turn[of.slot[row]] == of.turn[row]}
        if worded:
            apart = np.isin(of.slot[rows], list(worded))
            for row in rows[apart].tolist():
                self._answer_in_words(answers, row)
            rows = rows[~apart]
        if rows.size:
            self._answer_many(answers, rows)

    def _answer_in_words(self, answers: Answers, row: int) -> None:
        slot = int(answers.senders.slot[row])
        line, why = self.lines.of[slot], answers.why.get(row, "")
        if line:
            code = int(answers.reason[row])
            long = packets.answer(int(answers.head[row]), int(answers.packet[row]), 5, code, why if line.verbose else "")
            short = packets.answer(int(answers.head[row]), int(answers.packet[row]), 5, code)
            self._say(slot, long if len(long) <= line.largest else short)

    def _answer_many(self, answers: Answers, rows: Longs) -> None:
        slot, lines = answers.senders.slot[rows], self.lines
        buffer = np.empty(5 * slot.size, np.uint8)
        begin, end, sent = (np.zeros(slot.size, np.int64) for _ in range(3))
        said = (answers.head[rows], answers.packet[rows], answers.reason[rows], answers.senders.version[rows])
        runs = sockets.answers(slot, *said, buffer, begin, end)
        to = slot[np.r_[0, np.flatnonzero(np.diff(slot)) + 1]]
        begin, end, sent = begin[:runs], end[:runs], sent[:runs]
        files = np.where(lines.behind[to] | lines.secure[to], -1, lines.file[to]).astype(np.int32)
        sockets.send(files, buffer, begin, end, sent)
        for run in np.flatnonzero(sent < end - begin).tolist():
            self._say(int(to[run]), buffer[begin[run] + max(0, int(sent[run])) : end[run]].tobytes())

    def _say(self, slot: int, said: bytes) -> None:
        line = self.lines.of[slot]
        if line:
            try:
                line.send(said)
                self._mind(line)
            except OSError as fault:
                self._fault(line, float(self.lines.heard[slot]), fault)
