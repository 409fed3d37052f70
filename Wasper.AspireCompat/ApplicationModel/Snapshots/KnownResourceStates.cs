namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states with a meaning to the application and the dashboard.</summary>
public static class KnownResourceStates
{
    /// <summary>It is being started.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>It runs.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>It could not be started.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>The container runtime does not work.</summary>
    public static readonly string RuntimeUnhealthy = nameof(RuntimeUnhealthy);

    /// <summary>It is being stopped.</summary>
    public static readonly string Stopping = nameof(Stopping);

    /// <summary>It ended by itself or was stopped.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>It did its work and ended.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>It waits for another resource.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>It is not started before it is asked to.</summary>
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>The states that last until the resource is started again.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}

/// <summary>The styles of states.</summary>
public static class KnownResourceStateStyles
{
    /// <summary>All is well.</summary>
    public static readonly string Success = "success";

    /// <summary>It failed.</summary>
    public static readonly string Error = "error";
}
