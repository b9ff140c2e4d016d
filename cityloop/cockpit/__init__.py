"""驾驶舱 Cockpit: reads everything, changes nothing."""
