using Microsoft.Extensions.Logging.Console;
using Wasper.BackupService.Configuration;

namespace Wasper.BackupService.Commands;

/// <summary>Runs one command: reads the configuration, and turns every failure into one sentence and an exit code.</summary>
internal static class CommandHost
{
    public static async Task<int> RunAsync(
        bool json, bool needsDatabase, Func<IServiceProvider, CommandOutput, CancellationToken, Task<int>> command, CancellationToken stopping)
    {
        var output = new CommandOutput(json);
        var builder = Host.CreateApplicationBuilder();
        if (!BackupOptionsReader.TryRead(builder.Configuration, needsDatabase, out var options, out var errors))
        {
            return output.Fail("configuration", errors);
        }

        // Standard output is the result's alone; what is said on the way goes beside it.
        builder.Logging.ClearProviders();
        builder.Logging.AddConsoleFormatter<PlainConsoleFormatter, ConsoleFormatterOptions>();
        builder.Logging.AddConsole(console =>
        {
            console.FormatterName = PlainConsoleFormatter.FormatterName;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });

        // Failures are said below, by the command itself.
        builder.Logging.AddFilter("Wasper", level => level is LogLevel.Information or LogLevel.Warning);
        builder.AddBackup(options);
        using var host = builder.Build();
        try
        {
            return await command(host.Services, output, stopping);
        }
        catch (BackupException exception)
        {
            return output.Fail(exception.Code, [exception.Message]);
        }
        catch (OperationCanceledException)
        {
            return output.Fail("stopped", ["Stopped before it was done: start it again."]);
        }
    }
}
