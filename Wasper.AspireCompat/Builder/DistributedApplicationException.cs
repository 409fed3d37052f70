namespace Aspire.Hosting;

/// <summary>A failure that is explained to the user by its message: what it is about, the value, the remedy.</summary>
public class DistributedApplicationException : Exception
{
    /// <summary>Without a message.</summary>
    public DistributedApplicationException()
    {
    }

    /// <summary>With the sentence that the user reads.</summary>
    public DistributedApplicationException(string message)
        : base(message)
    {
    }

    /// <summary>With the sentence that the user reads, and what caused it.</summary>
    public DistributedApplicationException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
