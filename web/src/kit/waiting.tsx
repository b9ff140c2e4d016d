import { Skeleton } from 'antd'

/** Under 300 ms nothing, over it the shape of what comes. */
export const Waiting = () => (
  <div className="waiting" aria-busy>
    <Skeleton paragraph={{ rows: 5 }} />
  </div>
)
