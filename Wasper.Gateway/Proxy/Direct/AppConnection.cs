using System.Net.Sockets;

namespace Wasper.Gateway.Proxy.Direct;

/// <summary>A connection to the app. One exchange at a time.</summary>
internal sealed class AppConnection(Socket socket) : AppSocket(socket)
{
    public SocketReceiver Receiver { get; } = new(socket);

    public SocketSender Sender { get; } = new(socket);

    /// <summary>Where a request's head is written.</summary>
    public HeadBuffer Out { get; } = new();

    /// <summary>What the answer's head said.</summary>
    public AnswerHead Answer { get; } = new();

    protected override long Total => Receiver.Total + Sender.Total;

    /// <summary>Gives the socket away. What has arrived beyond the answer's head has to be read before.</summary>
    public Socket Detach()
    {
        Receiver.Dispose();
        Sender.Dispose();
        return Socket;
    }

    public override void Dispose()
    {
        base.Dispose();
        Receiver.Dispose();
        Sender.Dispose();
    }
}
