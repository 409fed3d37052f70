using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Wasper.Benchmarks.Gateway;

/// <summary>A server that runs as a process of its own and is ended with it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(15);

    private readonly Process _process;

    private RunningServer(string name, Process process, int port) => (Name, _process, Port) = (name, process, port);

    public string Name { get; }

    public int Id => _process.Id;

    public int Port { get; }

    /// <summary>Starts the server and waits until it takes connections.</summary>
    public static async Task<RunningServer> StartAsync(string name, ProcessStartInfo start, int port, CancellationToken cancellationToken)
    {
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start.");
        var said = new List<string>();
        process.OutputDataReceived += (_, line) => Keep(said, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(said, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var server = new RunningServer(name, process, port);
        var started = Stopwatch.GetTimestamp();
        while (!await TakesConnectionsAsync(port))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(started) > _startLimit || cancellationToken.IsCancellationRequested)
            {
                await server.DisposeAsync();
                cancellationToken.ThrowIfCancellationRequested();
                throw new InvalidOperationException($"{name} does not listen on port {port}. It said:\n{string.Join('\n', said)}");
            }

            await Task.Delay(50, CancellationToken.None);
        }

        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            using var limit = new CancellationTokenSource(_stopLimit);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }

    private static void Keep(List<string> said, string? line)
    {
        lock (said)
        {
            if (line is not null && said.Count < 100)
            {
                said.Add(line);
            }
        }
    }

    private static async Task<bool> TakesConnectionsAsync(int port)
    {
        try
        {
            using var probe = new TcpClient();
            await probe.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
