using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Wasper.BinaryCache;

/// <summary>What a tool printed before it ended.</summary>
public sealed record ToolResult(int ExitCode, string Output, string Errors)
{
    /// <summary>The last lines of what it complained of, on one line.</summary>
    public string Tail
    {
        get
        {
            var text = Errors.Trim().Length > 0 ? Errors : Output;
            var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            return lines.Length == 0 ? "it printed nothing" : string.Join(" / ", lines.TakeLast(4));
        }
    }
}

/// <summary>A program run to its end, with a limit, whose complaint becomes part of the sentence that the user reads.</summary>
public sealed class ToolProcess
{
    private readonly ProcessStartInfo _start;

    /// <param name="fileName">The program: a path, or a name on <c>PATH</c>.</param>
    /// <param name="arguments">Its arguments, each as it is.</param>
    public ToolProcess(string fileName, params IEnumerable<string> arguments)
        => _start = new ProcessStartInfo(fileName, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(false),
        };

    /// <summary>The folder it runs in.</summary>
    public string WorkingDirectory
    {
        init => _start.WorkingDirectory = value;
    }

    /// <summary>What its standard input holds.</summary>
    public string Input { get; init; } = "";

    /// <summary>How long it may take.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Sets a variable; <see langword="null"/> removes it.</summary>
    public ToolProcess With(string variable, string? value)
    {
        _start.Environment[variable] = value;
        return this;
    }

    /// <summary>Runs it and gives what it printed, whatever its exit code.</summary>
    /// <exception cref="BinaryCacheException">It can't be started, or did not end in time.</exception>
    public async Task<ToolResult> RunAsync(CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = _start };
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            throw new BinaryCacheException($"'{_start.FileName}' can't be started ({exception.Message}): install it, or put it on PATH.", exception);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await WriteInputAsync(process, limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return new ToolResult(process.ExitCode, await output, await errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new BinaryCacheException(
                $"'{Path.GetFileName(_start.FileName)} {string.Join(' ', _start.ArgumentList.Take(3))}' did not end within {Limit.TotalSeconds:0} s: check the network, then start again.");
        }
    }

    /// <summary>Runs it and requires that it succeeds.</summary>
    /// <param name="purpose">What it is run for, as in "<c>{purpose} failed</c>".</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="BinaryCacheException">It did not.</exception>
    public async Task<ToolResult> RunCheckedAsync(string purpose, CancellationToken cancellationToken)
    {
        var result = await RunAsync(cancellationToken);
        return result.ExitCode == 0
            ? result
            : throw new BinaryCacheException($"{purpose} failed with exit code {result.ExitCode}: {result.Tail}");
    }

    private async Task WriteInputAsync(Process process, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.WriteAsync(Input.AsMemory(), cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code says the rest.
        }
    }
}
