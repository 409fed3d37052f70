using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace Wasper.BackupService.Commands;

/// <summary>What is said on the way, as a person at a terminal wants it: the sentence alone.</summary>
internal sealed class PlainConsoleFormatter() : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "plain";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
        => textWriter.WriteLine(logEntry.Formatter(logEntry.State, logEntry.Exception));
}
