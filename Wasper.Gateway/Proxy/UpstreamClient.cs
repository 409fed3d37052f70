using System.Diagnostics;
using System.Net;
using Yarp.ReverseProxy.Forwarder;

namespace Wasper.Gateway.Proxy;

/// <summary>The pool of connections to the app. Passes everything through as it is; trace context is the gateway's own, not the client's copy.</summary>
internal sealed class UpstreamClient() : HttpMessageInvoker(CreateHandler())
{
    /// <summary>Connecting to a host on the same machine or network takes milliseconds; longer means that it is gone.</summary>
    private static readonly TimeSpan _connectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Below the app's keep-alive of 72 s, so that a connection is never used just as the app closes it.</summary>
    private static readonly TimeSpan _idleTimeout = TimeSpan.FromSeconds(60);

    private static SocketsHttpHandler CreateHandler() => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        ConnectTimeout = _connectTimeout,
        PooledConnectionIdleTimeout = _idleTimeout,
        ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current),
    };
}
