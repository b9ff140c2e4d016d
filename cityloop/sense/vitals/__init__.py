"""Vital signs: what stands on the boards, worked out as readings come and never when somebody looks."""
