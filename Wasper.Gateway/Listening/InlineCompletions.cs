namespace Wasper.Gateway.Listening;

/// <summary>Lets the thread that hears from a socket do what there is to do, as an event loop does, in place of handing it to the thread pool: one hand-over less
/// for each piece that arrives.</summary>
/// <remarks>For a proxy the hand-overs are a good part of the work (docs/gateway.md, Measured). What takes long must not be done there, or the other connections of
/// the same thread wait: the spool's disk and the compression of assets have threads of their own.</remarks>
internal static class InlineCompletions
{
    /// <summary>Read by .NET when the first socket is made; an operator who sets it to 0 gets the thread pool.</summary>
    private const string Switch = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Whether the thread pool is left out.</summary>
    public static bool AreOn => Environment.GetEnvironmentVariable(Switch) is "1" or "true";

    /// <summary>To be called before anything makes a socket.</summary>
    public static void Prefer()
    {
        if (Environment.GetEnvironmentVariable(Switch) is null)
        {
            Environment.SetEnvironmentVariable(Switch, "1");
        }
    }
}
