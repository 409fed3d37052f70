namespace Aspire.Hosting.Pipelines;

/// <summary>Where a step or a task is.</summary>
public enum CompletionState
{
    /// <summary>Not at its end.</summary>
    InProgress,

    /// <summary>At its end, and well.</summary>
    Completed,

    /// <summary>At its end, with something the user should know.</summary>
    CompletedWithWarning,

    /// <summary>Failed.</summary>
    CompletedWithError,
}
