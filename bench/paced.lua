-- For wrk: limits 64 connections to about 9,500 requests per second in total, half of what one core can do. At full load,
-- latency measures the queue in front of the service, and a slower service also leaves wrk less work to do.
function delay()
  return 6
end
