using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Writes to a resource's log what is said about it, between the lines that it says itself.</summary>
internal sealed class ResourceLogger(ResourceLog log, TimeProvider time) : ILogger
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel is not LogLevel.None;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        var message = formatter(state, exception);
        log.Add(time.GetUtcNow(), exception is null ? message : $"{message}\n{exception}", logLevel >= LogLevel.Error);
    }
}
