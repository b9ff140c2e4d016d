"""Whistles: a street calls, departments must come (街道吹哨、部门报到); their arrival has a clock and a result."""
