using System.Net;

namespace Aspire.Hosting.Dcp;

/// <summary>DCP cannot be found, started or reached, or refused a request. The message is a sentence for the user and says what to do where something can be done.</summary>
internal sealed class DcpException : DistributedApplicationException
{
    public DcpException(string message)
        : base(message)
    {
    }

    public DcpException(string message, Exception inner)
        : base(message, inner)
    {
    }

    public DcpException(string message, HttpStatusCode status)
        : base(message)
    {
        Status = status;
    }

    /// <summary>The API's answer, null where there was none.</summary>
    public HttpStatusCode? Status { get; }
}
