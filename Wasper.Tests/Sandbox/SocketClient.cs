using System.Diagnostics;
using Wasper.BinaryCache;
using Wasper.Tests.EndToEnd;

namespace Wasper.Tests.Sandbox;

/// <summary>A real socket.io client, the one that the front page uses, in a process of its own.</summary>
internal sealed class SocketClient : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private SocketClient(Process process) => _process = process;

    public static async Task<SocketClient> StartAsync(SandboxApp app, string path, string token, CancellationToken cancellationToken)
    {
        var script = Path.Combine(Repository.Root, "Wasper.Tests", "Sandbox", "socket-client.mjs");
        var node = (await BinaryStore.GetNodeAsync(cancellationToken)).Node;
        var start = new ProcessStartInfo(node, [script, SandboxRig.Folder, $"{app.Http.BaseAddress}", path, token])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        return new SocketClient(Process.Start(start)!);
    }

    /// <summary>What it says next.</summary>
    public async Task<string?> ReadAsync(CancellationToken cancellationToken)
        => await _process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(_limit, cancellationToken);

    /// <summary>What it says next of one run.</summary>
    public async Task<string?> ReadOfAsync(string runId, CancellationToken cancellationToken)
    {
        while (await ReadAsync(cancellationToken) is { } line)
        {
            if (line.Contains(runId, StringComparison.Ordinal))
            {
                return line;
            }
        }

        return null;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }
}
