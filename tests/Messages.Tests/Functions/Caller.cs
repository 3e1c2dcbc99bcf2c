using Troupe.Messages.Assemblies;
using Troupe.Messages.Functions;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Tests.Functions;

/// <summary>Plays both sides of a call: everything crosses as bytes.</summary>
internal static class Caller
{
    public static readonly FunctionCatalog Catalog = new(AllowedAssemblies.Application);

    public static JobInvoker InvokerOf(Delegate function)
    {
        using PayloadWriter writer = new();
        Function.Of(function).Reference.Write(writer);
        PayloadReader reader = new(writer.WrittenSpan);
        var reference = FunctionReference.Read(ref reader);
        reader.RequireEnd();
        reference.ShouldBe(Function.Of(function).Reference);
        return Catalog.Resolve(reference);
    }

    public static TResult Run<TResult>(Delegate function, Action<PayloadWriter>? arguments = null, CancellationToken token = default)
    {
        using var result = RunRaw(function, arguments, token);
        PayloadReader reader = new(result.WrittenSpan);
        var value = PayloadCodec<TResult>.Instance.Read(ref reader);
        reader.RequireEnd();
        return value;
    }

    public static PayloadWriter RunRaw(Delegate function, Action<PayloadWriter>? arguments = null, CancellationToken token = default)
    {
        using PayloadWriter writer = new();
        Function.Of(function).WriteTarget(writer, function);
        arguments?.Invoke(writer);
        PayloadReader reader = new(writer.WrittenSpan);
        PayloadWriter result = new();
        InvokerOf(function).Invoke(ref reader, new Call(token), result);
        return result;
    }

    public static void Put<T>(this PayloadWriter writer, T value) => PayloadCodec<T>.Instance.Write(writer, value);

    public sealed class Call(CancellationToken token = default) : IJobCall
    {
        public int Asked { get; private set; }

        public CancellationToken CancellationToken
        {
            get
            {
                Asked++;
                return token;
            }
        }
    }
}
