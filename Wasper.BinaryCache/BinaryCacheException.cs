namespace Wasper.BinaryCache;

/// <summary>A binary can't be had; the message is one sentence for the user that names it and the remedy.</summary>
public sealed class BinaryCacheException : Exception
{
    /// <param name="message">The sentence.</param>
    public BinaryCacheException(string message) : base(message)
    {
    }

    /// <param name="message">The sentence.</param>
    /// <param name="innerException">What it was learnt from.</param>
    public BinaryCacheException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
