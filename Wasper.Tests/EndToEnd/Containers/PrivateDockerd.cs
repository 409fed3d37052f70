using System.Diagnostics;
using Wasper.BinaryCache;

namespace Wasper.Tests.EndToEnd.Containers;

/// <summary>A dockerd for these tests alone: its data, socket and pid file lie in a temporary folder, and it ends with them.</summary>
internal sealed class PrivateDockerd : IAsyncDisposable
{
    private static readonly TimeSpan _startLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder;
    private readonly Process _process;
    private readonly Queue<string> _lastLines = new();
    private bool _started;

    private PrivateDockerd(DirectoryInfo folder)
    {
        _folder = folder;
        _process = new Process
        {
            StartInfo = new ProcessStartInfo("dockerd")
            {
                ArgumentList =
                {
                    "--host", Address,
                    "--data-root", In("data"),
                    "--exec-root", In("exec"),
                    "--pidfile", In("pid"),

                    // The default bridge is a device of the whole machine: another engine may own it. Networks made later get bridges of their own.
                    "--bridge", "none",
                },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
    }

    /// <summary>What <c>DOCKER_HOST</c> must be to reach it.</summary>
    public string Address => $"unix://{In("sock")}";

    /// <exception cref="InvalidOperationException">It ends at once, or does not answer in time: this machine cannot run one.</exception>
    public static async Task<PrivateDockerd> StartAsync(CancellationToken cancellationToken)
    {
        var dockerd = new PrivateDockerd(Directory.CreateTempSubdirectory("wasper-dockerd-"));
        try
        {
            dockerd._started = dockerd._process.Start();
            dockerd._process.BeginOutputReadLine();
            dockerd._process.BeginErrorReadLine();
            await dockerd.WaitUntilReadyAsync(cancellationToken);
            return dockerd;
        }
        catch
        {
            await dockerd.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_started && !_process.HasExited)
        {
            // SIGTERM, because a killed dockerd leaves its containers and their mounts behind.
            await new ToolProcess("kill", "-TERM", $"{_process.Id}").RunAsync(CancellationToken.None);
            try
            {
                await _process.WaitForExitAsync(CancellationToken.None).WaitAsync(_stopLimit);
            }
            catch (TimeoutException exception)
            {
                _process.Kill(entireProcessTree: true);
                throw new InvalidOperationException(
                    $"dockerd did not end within {_stopLimit.TotalSeconds:0} s and was killed: look for mounts below '{_folder.FullName}'.", exception);
            }
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task WaitUntilReadyAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        while ((await new ToolProcess("docker", "version").With("DOCKER_HOST", Address).RunAsync(cancellationToken)).ExitCode != 0)
        {
            if (_process.HasExited || watch.Elapsed > _startLimit)
            {
                throw new InvalidOperationException($"dockerd did not answer within {watch.Elapsed.TotalSeconds:0} s. Its last lines:\n{LastLines()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200), cancellationToken);
        }
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_lastLines)
        {
            _lastLines.Enqueue(line);
            if (_lastLines.Count > 10)
            {
                _lastLines.Dequeue();
            }
        }
    }

    private string LastLines()
    {
        lock (_lastLines)
        {
            return string.Join('\n', _lastLines);
        }
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);
}
