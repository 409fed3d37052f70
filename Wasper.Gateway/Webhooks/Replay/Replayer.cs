using System.Threading.Channels;
using Wasper.Gateway.Holding;
using Wasper.Gateway.Proxy;

namespace Wasper.Gateway.Webhooks.Replay;

/// <summary>Delivers what is in the spool as soon as the app is there: one delivery of a flow at a time, in the order in which they came, a few flows at once.</summary>
internal sealed partial class Replayer(
    WebhookOptions options, Spool spool, AppProxy proxy, AppGate gate, TimeProvider time, ILogger<Replayer> logger) : BackgroundService
{
    /// <summary>Should an opening of the gate be missed, it is looked at again.</summary>
    private static readonly TimeSpan _gateInterval = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan _tidyInterval = TimeSpan.FromSeconds(10);

    private readonly Channel<FlowQueue> _flows = Channel.CreateUnbounded<FlowQueue>();
    private volatile TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        gate.Opened += WakeUp;
        spool.Ready += Enqueue;
        try
        {
            spool.ScheduleAll();
            await Task.WhenAll(Enumerable.Range(0, options.Concurrency).Select(_ => WorkAsync(stoppingToken)).Append(TidyAsync(stoppingToken)));
        }
        finally
        {
            gate.Opened -= WakeUp;
            spool.Ready -= Enqueue;
        }
    }

    private void Enqueue(FlowQueue flow) => _flows.Writer.TryWrite(flow);

    private void WakeUp() => Interlocked.Exchange(ref _opened, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var flow = await _flows.Reader.ReadAsync(stoppingToken);
                await WaitForAppAsync(stoppingToken);
                await DeliverNextAsync(flow, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task WaitForAppAsync(CancellationToken stoppingToken)
    {
        while (!gate.IsOpen)
        {
            var opened = _opened.Task;
            if (!gate.IsOpen)
            {
                await Task.WhenAny(opened, Task.Delay(_gateInterval, time, stoppingToken));
            }

            stoppingToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>One delivery, then it is the next flow's turn. A delivery that is under way is seen to its end, the gateway's own end or not.</summary>
    private async Task DeliverNextAsync(FlowQueue flow, CancellationToken stoppingToken)
    {
        if (!spool.TryGetNext(flow, out var delivery))
        {
            return;
        }

        TimeSpan? wait;
        try
        {
            wait = await DeliverAsync(delivery);
        }
        catch (Exception exception)
        {
            // It stays as marked: under way, and after the next start maybe delivered. The flow's others go on.
            Log.Failed(logger, exception, delivery.Id, flow.Flow);
            spool.Finish(delivery, DeliveryState.Maybe, 0);
            wait = null;
        }

        if (wait is { } pause)
        {
            _ = EnqueueLaterAsync(flow, pause, stoppingToken);
        }
        else
        {
            Enqueue(flow);
        }
    }

    private async Task EnqueueLaterAsync(FlowQueue flow, TimeSpan wait, CancellationToken stoppingToken)
    {
        await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Enqueue(flow);
    }

    /// <summary>Sends a delivery and says how that ended. Returns how long its flow has to wait; null where it can go on.</summary>
    private async Task<TimeSpan?> DeliverAsync(SpooledDelivery delivery)
    {
        try
        {
            if (!await spool.TryBeginAsync(delivery))
            {
                return null;
            }
        }
        catch (IOException)
        {
            // The disk does not take the mark, and without one nothing is sent.
            return RetryDelay.After(++delivery.Flow.Failures, null);
        }

        await using var stored = await spool.OpenAsync(delivery);
        if (stored is null)
        {
            return null;
        }

        var context = ReplayContext.Create(stored, delivery.Received);
        var outcome = await proxy.ForwardAsync(context);
        var status = outcome.Failure?.Status ?? context.Response.StatusCode;
        switch (outcome.Delivery)
        {
            case Delivery.NotSent:
                spool.SetBack(delivery);
                return gate.IsOpen ? RetryDelay.After(++delivery.Flow.Failures, null) : null;

            case Delivery.Unknown:
                Log.Cut(logger, delivery.Id, delivery.Flow.Flow);
                spool.Finish(delivery, DeliveryState.Maybe, status);
                break;

            case Delivery.Answered when IsPassing(status):
                spool.SetBack(delivery);
                var wait = RetryDelay.After(++delivery.Flow.Failures, context.Response.Headers.RetryAfter);
                Log.Later(logger, delivery.Id, delivery.Flow.Flow, status, wait.TotalSeconds);
                return wait;

            case Delivery.Answered when status < StatusCodes.Status400BadRequest:
                spool.Finish(delivery, DeliveryState.Delivered, status);
                break;

            default:
                Log.Refused(logger, delivery.Id, delivery.Flow.Flow, status);
                spool.Finish(delivery, DeliveryState.Refused, status);
                break;
        }

        delivery.Flow.Failures = 0;
        return null;
    }

    // The app's own trouble, not the delivery's: Redis away, too many requests.
    private static bool IsPassing(int status) => status
        is >= StatusCodes.Status500InternalServerError
        or StatusCodes.Status408RequestTimeout
        or StatusCodes.Status429TooManyRequests;

    private async Task TidyAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await spool.TidyAsync();
            }
            catch (Exception exception)
            {
                // Without this loop the disk fills up.
                Log.NotTidied(logger, exception);
            }

            await Task.Delay(_tidyInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Warning, "The exchange over the webhook {Id} of flow {Flow} broke off: it may have been delivered, and waits for an operator")]
        public static partial void Cut(ILogger logger, long id, string flow);

        [LoggerMessage(LogLevel.Warning, "The app answered the webhook {Id} of flow {Flow} with {Status}: it is sent again in {Seconds:F0} s, and the flow's others wait")]
        public static partial void Later(ILogger logger, long id, string flow, int status, double seconds);

        [LoggerMessage(LogLevel.Warning, "The app refused the webhook {Id} of flow {Flow} with {Status}: it is kept for an operator")]
        public static partial void Refused(ILogger logger, long id, string flow, int status);

        [LoggerMessage(LogLevel.Error, "Delivering the webhook {Id} of flow {Flow} failed: it waits for an operator")]
        public static partial void Failed(ILogger logger, Exception exception, long id, string flow);

        [LoggerMessage(LogLevel.Error, "Tidying the webhooks on disk failed; it is tried again")]
        public static partial void NotTidied(ILogger logger, Exception exception);
    }
}
