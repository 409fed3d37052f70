using Wasper.Gateway.AccessLog;
using Wasper.Gateway.Pipeline;

namespace Wasper.Gateway.Telemetry;

/// <summary>The outermost step: sees every request of the HTTPS port come and go, for the metrics and the access log.</summary>
internal sealed class RequestObserver(RequestMetrics metrics, AccessLogWriter accessLog, TimeProvider time) : IEdgeStep
{
    public Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        metrics.IsEnabled || accessLog.IsEnabled ? ObserveAsync(context, next) : next(context);

    private async Task ObserveAsync(HttpContext context, RequestDelegate next)
    {
        var started = time.GetTimestamp();
        var received = time.GetUtcNow();
        var counter = accessLog.IsEnabled ? ResponseCounter.Attach(context) : null;
        try
        {
            await next(context);
        }
        finally
        {
            var duration = time.GetElapsedTime(started);
            metrics.Record(context, duration);
            if (counter is not null)
            {
                var client = AccessLogAddress.Write(context.Connection.RemoteIpAddress, accessLog.MaskAddresses);
                accessLog.Write(AccessLogEntry.Of(context, received, duration, counter.Bytes, client));
            }
        }
    }
}
