/**
 * What one producer has sent, in figures: the totals, averages and maxima that Kafka's producer
 * shows as metrics.
 *
 * @module
 */

/** Counts; all sizes are bytes, all times ms. */
export class SendFigures {
  /** Records that brokers have. */
  records = 0;
  recordErrors = 0;
  /** Records that were sent again. */
  recordRetries = 0;
  batches = 0;
  batchBytes = 0;
  batchBytesMax = 0;
  /** Batches before compression. */
  plainBytes = 0;
  /** Produce requests. */
  requests = 0;
  requestLatencyMs = 0;
  requestLatencyMsMax = 0;

  /** Notes a batch that goes out. */
  batch(batchBytes: number, plainBytes: number): void {
    this.batches += 1;
    this.batchBytes += batchBytes;
    this.batchBytesMax = Math.max(this.batchBytesMax, batchBytes);
    this.plainBytes += plainBytes;
  }

  /** Notes a request that was answered. */
  request(latencyMs: number): void {
    this.requests += 1;
    this.requestLatencyMs += latencyMs;
    this.requestLatencyMsMax = Math.max(this.requestLatencyMsMax, latencyMs);
  }
}
