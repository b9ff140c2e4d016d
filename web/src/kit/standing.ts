/** Where this browser stands, if it may say. */
export function standing(): Promise<{ lon?: number; lat?: number }> {
  return new Promise((say) => {
    if (!('geolocation' in navigator)) return say({})
    navigator.geolocation.getCurrentPosition(
      (at) => say({ lon: at.coords.longitude, lat: at.coords.latitude }),
      () => say({}),
      { timeout: 4000, maximumAge: 60_000 },
    )
  })
}
