"""组织·岗位 People: members, the duties they hold, and what they may see."""
