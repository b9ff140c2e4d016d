"""The columns that conditions and sums of counts may name. Instants are seconds since 1970 UTC, missing while they have not
come; `as_of` is the instant as of which is counted, `since` and `until` the stretch; flags are 1 or 0."""

INSTANTS = ("opened", "filed", "dispatched", "due", "done", "closed", "voided")
FLAGS = (
    "urgent",
    "typical",
    "forced",
    "merged",
    "suspended",
    "file_late",
    "dispatch_late",
    "handle_late",
    "close_late",
    "exempt",  # an overtime appeal was granted; the mark of being late stays
    "fake",  # somebody looked into a doubt and found the handling to be fake
    "by_report",
    "by_grid",
    "on_the_spot",
)
COUNTED = ("warning", "rework", "returns", "extensions")
MOMENTS = ("as_of", "since", "until")
CASE = (*INSTANTS, *FLAGS, *COUNTED, "satisfied", *MOMENTS)

LOOK_INSTANTS = ("asked", "answered")
LOOK = (*LOOK_INSTANTS, "late", "accepted", "before_filing", *MOMENTS)

MEMBERS = {
    "case": ("reported_by", "filed_by", "dispatched_by", "done_by", "closed_by"),
    "look": ("looked_by",),
    "grid": (),
}
