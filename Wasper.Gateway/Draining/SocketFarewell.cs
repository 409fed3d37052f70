using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Wasper.Gateway.Pipeline;

namespace Wasper.Gateway.Draining;

/// <summary>Closes WebSockets when the gateway stops, as their protocol wants it: clients then connect anew at once, in place of waiting for a silence to end.</summary>
internal sealed class SocketFarewell(TimeProvider time) : IEdgeStep
{
    /// <summary>How long a client may take to answer. One that is asleep does not, and would hold up the stop.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    public Task InvokeAsync(HttpContext context, RequestDelegate next) =>
        context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true }
        || context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true }
            ? AttendAsync(context, next)
            : next(context);

    private async Task AttendAsync(HttpContext context, RequestDelegate next)
    {
        using var socket = new Socket(context, time);
        await next(context);
    }

    /// <summary>One WebSocket, whichever of the two ways it is opened.</summary>
    private sealed class Socket : IHttpUpgradeFeature, IHttpExtendedConnectFeature, IDisposable
    {
        private readonly HttpContext _context;
        private readonly TimeProvider _time;
        private readonly IHttpUpgradeFeature? _upgrade;
        private readonly IHttpExtendedConnectFeature? _connect;
        private readonly CancellationTokenSource _over = new();
        private readonly Lock _lock = new();
        private CancellationTokenRegistration _registration;

        public Socket(HttpContext context, TimeProvider time)
        {
            (_context, _time) = (context, time);
            if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
            {
                _connect = connect;
                context.Features.Set<IHttpExtendedConnectFeature>(this);
            }
            else
            {
                _upgrade = context.Features.GetRequiredFeature<IHttpUpgradeFeature>();
                context.Features.Set<IHttpUpgradeFeature>(this);
            }
        }

        public bool IsUpgradableRequest => _upgrade is not null;

        public bool IsExtendedConnect => _connect is not null;

        public string? Protocol => _connect?.Protocol;

        public async Task<Stream> UpgradeAsync() => Attend(await _upgrade!.UpgradeAsync());

        public async ValueTask<Stream> AcceptAsync() => Attend(await _connect!.AcceptAsync());

        public void Dispose()
        {
            _registration.Dispose();
            lock (_lock)
            {
                _over.Cancel();
            }

            _over.Dispose();
        }

        // The server asks its connections to close once it has stopped accepting new ones.
        private FarewellStream Attend(Stream stream)
        {
            var farewell = new FarewellStream(stream);
            if (_context.Features.Get<IConnectionLifetimeNotificationFeature>() is { } connection)
            {
                _registration = connection.ConnectionClosedRequested.Register(() => _ = LeaveAsync(farewell, _over.Token));
            }

            return farewell;
        }

        private async Task LeaveAsync(FarewellStream stream, CancellationToken over)
        {
            try
            {
                var patience = Task.Delay(_patience, _time, over);
                await Task.WhenAny(stream.LeaveAsync(), patience);
                await patience;
                lock (_lock)
                {
                    // Afterwards the context is another request's.
                    over.ThrowIfCancellationRequested();
                    _context.Abort();
                }
            }
            catch (OperationCanceledException)
            {
                // Both sides have closed, as they should.
            }
        }
    }
}
