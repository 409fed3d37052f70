namespace Aspire.Hosting;

/// <summary>A parameter has no value; the message says where to set it.</summary>
public class MissingParameterValueException : DistributedApplicationException
{
    /// <summary>With the sentence that the user reads.</summary>
    public MissingParameterValueException(string message)
        : base(message)
    {
    }

    /// <summary>With the sentence that the user reads, and what caused it.</summary>
    public MissingParameterValueException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
