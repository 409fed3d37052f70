namespace Aspire.Hosting;

/// <summary>The client of all <see cref="HttpHealthCheck"/>s.</summary>
internal sealed class HttpHealthCheckClient : IDisposable
{
    // A new connection at least this often: a resource that was restarted behind the same port must not be seen through an old one for long.
    private static readonly TimeSpan _connectionLifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(5);

    public HttpClient Http { get; } = new(new SocketsHttpHandler { PooledConnectionLifetime = _connectionLifetime, UseProxy = false }) { Timeout = _timeout };

    public void Dispose() => Http.Dispose();
}
