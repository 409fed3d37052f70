using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Wasper.BinaryCache;

namespace Wasper.Tests.Sandbox;

/// <summary>A running stand-in app.</summary>
public sealed partial class SandboxApp : IAsyncDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly List<string> _output = [];
    private readonly TaskCompletionSource<int> _port = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private SandboxApp(SandboxEnvironment environment, string node)
    {
        Environment = environment;
        var start = new ProcessStartInfo(node, ["server.mjs"])
        {
            WorkingDirectory = SandboxRig.Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var inherited in start.Environment.Keys.Where(IsRead).ToList())
        {
            start.Environment.Remove(inherited);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => Read(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public SandboxEnvironment Environment { get; }

    public HttpClient Http { get; private set; } = new();

    /// <summary>Everything it has printed.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join('\n', _output);
            }
        }
    }

    /// <summary>Starts one and waits until it listens.</summary>
    public static async Task<SandboxApp> StartAsync(SandboxEnvironment environment, CancellationToken cancellationToken)
    {
        var app = new SandboxApp(environment, (await BinaryStore.GetNodeAsync(cancellationToken)).Node);
        var ended = app._process.WaitForExitAsync(cancellationToken);
        if (await Task.WhenAny(app._port.Task, ended).WaitAsync(_limit, cancellationToken) == ended)
        {
            throw new InvalidOperationException($"The stand-in ended with {app._process.ExitCode} instead of listening: {app.Output}");
        }

        app.Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{await app._port.Task}"), Timeout = _limit };
        return app;
    }

    /// <summary>Starts one that is to end by itself.</summary>
    /// <returns>Its exit code, and what it printed.</returns>
    public static async Task<(int ExitCode, string Output)> RunAsync(SandboxEnvironment environment, CancellationToken cancellationToken)
    {
        await using var app = new SandboxApp(environment, (await BinaryStore.GetNodeAsync(cancellationToken)).Node);
        await app._process.WaitForExitAsync(cancellationToken).WaitAsync(_limit, cancellationToken);
        return (app._process.ExitCode, app.Output);
    }

    /// <summary>Ends it as a crash would: without a word.</summary>
    public async Task KillAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end, as an orchestrator does.</summary>
    public Task TerminateAsync(CancellationToken cancellationToken)
        => new ToolProcess("kill", "-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)).RunCheckedAsync("kill", cancellationToken);

    /// <summary>Its exit code, once it has ended.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken).WaitAsync(_limit, cancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        Http.Dispose();
        _process.Dispose();
    }

    private static bool IsRead(string variable)
        => variable.StartsWith("AP_", StringComparison.Ordinal) || variable.StartsWith("OTEL_", StringComparison.Ordinal);

    private void Read(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.Add(line);
        }

        if (Listening().Match(line) is { Success: true } match)
        {
            _port.TrySetResult(int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture));
        }
    }

    [GeneratedRegex(@"Listening on 127\.0\.0\.1:(\d+)")]
    private static partial Regex Listening();
}
