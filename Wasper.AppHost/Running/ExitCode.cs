namespace Wasper.AppHost.Running;

internal static class ExitCode
{
    public const int Success = 0;

    /// <summary>The stack did not start; standard error says why.</summary>
    public const int Failure = 1;
}
