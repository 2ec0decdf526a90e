-- A script for wrk: with 64 connections about 9,500 requests a second, half of what one core can do. At its limit a service
-- has no latency of its own, only that of the queue before it, and the load has the less to do the slower the service is.
function delay()
  return 6
end
