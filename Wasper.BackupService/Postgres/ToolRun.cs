using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Wasper.BackupService.Postgres;

/// <summary>Runs a program whose output is handed on block by block as it comes: memory does not grow with it.</summary>
internal static partial class ToolRun
{
    private const int BlockSize = 256 * 1024;
    private const int ComplaintLines = 4;
    private const int Terminate = 15;

    // pg_dump cancels its query upon SIGTERM and ends at once; one that is stuck is killed.
    private static readonly TimeSpan _graceful = TimeSpan.FromSeconds(2);

    /// <summary>Runs it to its end. When it is cancelled, or <paramref name="input"/> or <paramref name="sink"/> fails, the program has ended before this
    /// returns.</summary>
    /// <param name="input">What it reads; nothing where it is null.</param>
    /// <exception cref="BackupException">It cannot be started.</exception>
    public static async Task<ToolEnd> RunAsync(
        ToolCall call, Stream? input, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = new Process { StartInfo = call.ToStartInfo() };
        Start(process);
        var errors = ReadLastLinesAsync(process.StandardError);
        var feeding = FeedAsync(process.StandardInput, input, cancellationToken);
        var output = PumpAsync(process.StandardOutput.BaseStream, sink, cancellationToken);
        try
        {
            // A read from a pipe does not end when it is cancelled, only when the program does.
            await output.WaitAsync(cancellationToken);
            await feeding.WaitAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new ToolEnd(process.ExitCode, await errors.WaitAsync(cancellationToken));
        }
        catch
        {
            await EndAsync(process);
            await Task.WhenAll(output, feeding).WaitAsync(_graceful, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }
    }

    private static void Start(Process process)
    {
        try
        {
            process.Start();
        }
        catch (Exception exception) when (exception is Win32Exception or IOException)
        {
            throw new BackupException(
                BackupFailure.ToolsUnusable,
                $"'{process.StartInfo.FileName}' cannot be started ({exception.Message}): "
                + "install PostgreSQL's client tools, or set Backup:PostgresTools to their folder.",
                exception);
        }
    }

    /// <summary>Whatever becomes of the input, the program learns that nothing follows, and ends. One that has closed its end wants no more: its exit code tells
    /// why.</summary>
    private static async Task FeedAsync(StreamWriter program, Stream? input, CancellationToken cancellationToken)
    {
        try
        {
            if (input is not null)
            {
                await PumpAsync(input, WriteAsync, cancellationToken);
            }
        }
        finally
        {
            Close(program);
        }

        async ValueTask WriteAsync(ReadOnlyMemory<byte> block, CancellationToken token)
        {
            try
            {
                await program.BaseStream.WriteAsync(block, token);
            }
            catch (IOException)
            {
                // Read on to the end all the same: what is wrong with the input is to be found.
            }
        }

        static void Close(StreamWriter writer)
        {
            try
            {
                writer.Close();
            }
            catch (IOException)
            {
                // Closed on both sides.
            }
        }
    }

    private static async Task PumpAsync(Stream source, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> sink, CancellationToken cancellationToken)
    {
        var block = new byte[BlockSize];
        while (await source.ReadAsync(block, cancellationToken) is > 0 and var read)
        {
            await sink(block.AsMemory(0, read), cancellationToken);
        }
    }

    private static async Task<string?> ReadLastLinesAsync(StreamReader errors)
    {
        var lines = new Queue<string>();
        while (await errors.ReadLineAsync() is { } line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                lines.Enqueue(line.Trim());
            }

            if (lines.Count > ComplaintLines)
            {
                lines.Dequeue();
            }
        }

        return lines.Count == 0 ? null : string.Join(" / ", lines);
    }

    private static async Task EndAsync(Process process)
    {
        if (!OperatingSystem.IsWindows() && !process.HasExited)
        {
            _ = Signal(process.Id, Terminate);
            await process.WaitForExitAsync().WaitAsync(_graceful).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync().WaitAsync(_graceful).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Signal(int process, int signal);
}
