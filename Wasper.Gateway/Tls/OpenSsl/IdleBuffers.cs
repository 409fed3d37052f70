namespace Wasper.Gateway.Tls.OpenSsl;

/// <summary>Has TLS connections keep their buffers only while bytes pass. Without it OpenSSL holds two of 17 KB for each, however long nothing is said on it;
/// nginx and HAProxy set the same mode.</summary>
internal static partial class IdleBuffers
{
    private static bool _areReleased;

    /// <summary>To be called after <see cref="CipherRestriction.Apply"/>, and before the first connection. Where OpenSSL does not know the mode, memory is all that
    /// it costs.</summary>
    public static bool Release()
    {
        try
        {
            _areReleased = OperatingSystem.IsLinux() && LibSsl.TryReleaseIdleBuffers() && LibSsl.ReleasesIdleBuffers();
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            _areReleased = false;
        }

        return _areReleased;
    }

    /// <summary>Says in the log where idle connections keep their buffers.</summary>
    public static void Report(ILogger logger)
    {
        if (!_areReleased)
        {
            Log.Kept(logger);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(LogLevel.Information, "OpenSSL is not version 3, or TLS is done by something else: connections keep their buffers while nothing is said on them.")]
        public static partial void Kept(ILogger logger);
    }
}
