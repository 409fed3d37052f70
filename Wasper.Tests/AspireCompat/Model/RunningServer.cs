using System.Diagnostics;
using Wasper.BinaryCache;
using Wasper.Tests.Embedded;

namespace Wasper.Tests.AspireCompat.Model;

/// <summary>A server of this machine on a free port, started by a shell and terminated as a container runtime would.</summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    private readonly Process _shell;

    private RunningServer(Process shell, int port) => (_shell, Port) = (shell, port);

    public int Port { get; }

    public int ProcessId => _shell.Id;

    /// <param name="port">The port that the shell's command listens on.</param>
    /// <param name="arguments">The shell's own arguments.</param>
    /// <param name="variables">Environment variables.</param>
    public static async Task<RunningServer> StartAsync(int port, IEnumerable<string> arguments, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("/bin/sh", arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        var server = new RunningServer(Process.Start(start)!, port);
        server._shell.BeginErrorReadLine();
        server._shell.BeginOutputReadLine();
        try
        {
            using var client = await Loopback.ConnectAsync(port, TestContext.Current.CancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Terminates it and gives its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await new ToolProcess("kill", "-TERM", $"{_shell.Id}").RunCheckedAsync("kill", TestContext.Current.CancellationToken);
        await _shell.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(_limit, TestContext.Current.CancellationToken);
        return _shell.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_shell.HasExited)
        {
            _shell.Kill(entireProcessTree: true);
            await _shell.WaitForExitAsync(CancellationToken.None).WaitAsync(_limit, CancellationToken.None);
        }

        _shell.Dispose();
    }
}
