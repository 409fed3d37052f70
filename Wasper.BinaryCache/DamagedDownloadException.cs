namespace Wasper.BinaryCache;

/// <summary>What arrived is not what was asked for; worth a second try.</summary>
internal sealed class DamagedDownloadException : Exception
{
    public DamagedDownloadException(string message) : base(message)
    {
    }

    public DamagedDownloadException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
