using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Wasper.Benchmarks.Gateway;

/// <summary>A server that runs as a process of its own and is ended with it.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(15);

    /// <summary>The last ones: a server that ends says why at its end.</summary>
    private const int LinesKept = 100;

    private readonly Process _process;

    private readonly List<string> _said = [];

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
        var server = new RunningServer(name, process, port);
        process.OutputDataReceived += (_, line) => server.Keep(line.Data);
        process.ErrorDataReceived += (_, line) => server.Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var started = Stopwatch.GetTimestamp();
        while (!await TakesConnectionsAsync(port))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(started) > _startLimit || cancellationToken.IsCancellationRequested)
            {
                await server.DisposeAsync();
                cancellationToken.ThrowIfCancellationRequested();
                throw new InvalidOperationException($"{name} does not listen on port {port}. {server.Words()}");
            }

            await Task.Delay(50, CancellationToken.None);
        }

        return server;
    }

    /// <summary>Throws <see cref="InvalidOperationException"/> where the server has ended by itself.</summary>
    public void AssertRunning()
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"{Name} has ended with exit code {_process.ExitCode}. {Words()}");
        }
    }

    /// <summary>Ends it at once, as <c>kill -9</c> does.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
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

    private void Keep(string? line)
    {
        lock (_said)
        {
            if (line is not null)
            {
                _said.Add(line);
                _said.RemoveRange(0, Math.Max(0, _said.Count - LinesKept));
            }
        }
    }

    private string Words()
    {
        lock (_said)
        {
            return $"It said:\n{string.Join('\n', _said)}";
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
