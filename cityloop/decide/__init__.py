"""决策组织 Decide: alerts become cases, cases are routed, planned and worked."""
