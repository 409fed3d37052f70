using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dcp;

/// <summary>What this folder logs.</summary>
internal static partial class DcpLog
{
    [LoggerMessage(Level = LogLevel.Debug, Message = "DCP serves its API after {Milliseconds} ms")]
    public static partial void Started(this ILogger logger, long milliseconds);

    [LoggerMessage(Level = LogLevel.Debug, Message = "DCP has ended after {Milliseconds} ms")]
    public static partial void Ended(this ILogger logger, long milliseconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} processes or containers did not end within {Seconds} s after they were asked to, and were killed")]
    public static partial void Killed(this ILogger logger, int count, double seconds);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Not everything ended within {Seconds} s; DCP goes on ending it")]
    public static partial void StopTimedOut(this ILogger logger, double seconds);

    [LoggerMessage(Level = LogLevel.Debug, Message = "DCP could not be asked to end: {Reason}")]
    public static partial void NotAsked(this ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The watch of {Kind} broke and is opened again: {Reason}")]
    public static partial void WatchBroke(this ILogger logger, string kind, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The log {Source} of '{Name}' broke and is opened again: {Reason}")]
    public static partial void LogBroke(this ILogger logger, string source, string name, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The logs of '{Name}' end: {Reason}")]
    public static partial void LogEnded(this ILogger logger, string name, string reason);

    [LoggerMessage(Level = LogLevel.Debug, Message = "A log connection of DCP failed: {Reason}")]
    public static partial void LogSocketFailed(this ILogger logger, string reason);

    [LoggerMessage(Message = "{Message} {Details}")]
    public static partial void FromDcp(this ILogger logger, LogLevel level, string message, string? details);
}
