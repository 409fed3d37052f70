using System.Diagnostics;
using System.Net;
using System.Text;

namespace Wasper.Gateway.Proxy;

/// <summary>The pool of connections to the app. Passes everything through as it is.</summary>
internal sealed class UpstreamClient(DistributedContextPropagator propagator) : HttpMessageInvoker(CreateHandler(propagator))
{
    /// <summary>Connecting to a host on the same machine or network takes milliseconds; longer means that it is gone.</summary>
    private static readonly TimeSpan _connectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Below the app's keep-alive of 72 s, so that a connection is never used just as the app closes it.</summary>
    private static readonly TimeSpan _idleTimeout = TimeSpan.FromSeconds(60);

    private static SocketsHttpHandler CreateHandler(DistributedContextPropagator propagator) => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ConnectTimeout = _connectTimeout,
        PooledConnectionIdleTimeout = _idleTimeout,
        ActivityHeadersPropagator = propagator,
        RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1,
        PlaintextStreamFilter = (connection, _) => ValueTask.FromResult<Stream>(new UpstreamStream(connection.PlaintextStream)),
    };
}
