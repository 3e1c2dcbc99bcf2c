using System.Net;
using System.Net.Sockets;

namespace Troupe.Samples.Tutorial;

/// <summary>
/// A web server on this machine with images: flaky.bmp is refused twice before it is given, gone.bmp is not there, and
/// stuck.bmp never gets an answer.
/// </summary>
internal sealed class ImageServer : IDisposable
{
    private readonly HttpListener _listener;
    private int _refused;

    private ImageServer(HttpListener listener, string address)
    {
        (_listener, Address) = (listener, address);
        _ = ServeAsync();
    }

    /// <summary>Where it listens, with a slash at the end.</summary>
    public string Address { get; }

    public static ImageServer Start()
    {
        for (var attempt = 1; ; attempt++)
        {
            var listener = new HttpListener();
            var address = $"http://127.0.0.1:{FreePort()}/";
            listener.Prefixes.Add(address);
            try
            {
                listener.Start();
                return new ImageServer(listener, address);
            }
            catch (HttpListenerException) when (attempt < 10)
            {
                listener.Close(); // Another program was faster at that port: try another.
            }
        }
    }

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (true)
        {
            try
            {
                Answer(await _listener.GetContextAsync());
            }
            catch (Exception error) when (_listener.IsListening
                && (error is HttpListenerException or ObjectDisposedException or IOException))
            {
                // A client went away at its time limit; the others want to be served.
            }
            catch (Exception error) when (!_listener.IsListening
                && (error is HttpListenerException or ObjectDisposedException or InvalidOperationException))
            {
                return; // The server was disposed of.
            }
        }
    }

    private void Answer(HttpListenerContext request)
    {
        switch (request.Request.Url!.AbsolutePath)
        {
            case "/stuck.bmp":
                return;
            case "/gone.bmp":
                request.Response.StatusCode = (int)HttpStatusCode.NotFound;
                request.Response.Close();
                return;
            case "/flaky.bmp" when ++_refused <= 2:
                request.Response.StatusCode = (int)HttpStatusCode.ServiceUnavailable;
                request.Response.Close();
                return;
            default:
                request.Response.ContentType = "image/bmp";
                request.Response.Close(Bitmap(), willBlock: true);
                return;
        }
    }

    /// <summary>A black square of 16 x 16 pixels: 54 bytes of header and three for each pixel.</summary>
    private static byte[] Bitmap()
    {
        using var image = new MemoryStream();
        using var writer = new BinaryWriter(image);
        writer.Write("BM"u8);
        foreach (var field in new[] { 54 + 16 * 16 * 3, 0, 54, 40, 16, 16, 1 | 24 << 16, 0, 16 * 16 * 3, 0, 0, 0, 0 })
            writer.Write(field);
        writer.Write(new byte[16 * 16 * 3]);
        return image.ToArray();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
