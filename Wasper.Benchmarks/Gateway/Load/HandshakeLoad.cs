using System.Diagnostics;
using Wasper.Benchmarks.Gateway.Load.OpenSsl;

namespace Wasper.Benchmarks.Gateway.Load;

/// <summary>Clients that connect, shake hands and leave, over and over.</summary>
internal sealed class HandshakeLoad(TlsVersion version, bool isResuming)
{
    private const int Clients = 4;

    private static readonly byte[] _request = [.. "GET /api/v1/flows HTTP/1.1\r\nHost: localhost\r\n\r\n"u8];

    private long _resumed;
    private long _all;

    /// <summary>The part of the handshakes so far that were resumed, 0 to 1.</summary>
    public double ResumedShare => (double)_resumed / _all;

    /// <summary>Throws <see cref="InvalidOperationException"/> where a handshake fails.</summary>
    public async Task<LoadResult> RunAsync(int port, int seconds, CancellationToken cancellationToken)
    {
        using var client = new OpenSslClient(version);
        var started = Stopwatch.GetTimestamp();
        var end = started + (seconds * Stopwatch.Frequency);

        // Threads of their own: the calls block.
        var counts = await Task.WhenAll(Enumerable.Range(0, Clients).Select(_ => Task.Factory.StartNew(
            () => Repeat(client, port, end, cancellationToken), cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        var all = counts.Sum(count => count.All);
        _all += all;
        _resumed += counts.Sum(count => count.Resumed);
        return new LoadResult(all, all / Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private (long All, long Resumed) Repeat(OpenSslClient client, int port, long end, CancellationToken cancellationToken)
    {
        using var session = isResuming ? FetchSession(client, port) : null;
        var (all, resumed) = (0L, 0L);
        while (Stopwatch.GetTimestamp() < end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            using var connection = client.Connect(port, session);
            resumed += connection.IsResumed ? 1 : 0;
            all++;
            connection.Close();
        }

        return (all, resumed);
    }

    private static OpenSslSession FetchSession(OpenSslClient client, int port)
    {
        using var connection = client.Connect(port);
        connection.Write(_request);
        connection.Read(stackalloc byte[4096]);
        var session = connection.GetSession();

        // OpenSSL forgets the session of a connection that does not end well.
        connection.Close();
        return session;
    }
}
