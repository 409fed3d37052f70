namespace Wasper.AppHost.Embedded;

/// <summary>An embedded resource can't be started here; the message is one sentence for the user, with the remedy.</summary>
internal sealed class PreparationException : Exception
{
    public PreparationException(string message) : base(message)
    {
    }

    public PreparationException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
