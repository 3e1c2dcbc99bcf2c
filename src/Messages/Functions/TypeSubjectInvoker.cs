using System.Reflection;
using Troupe.Messages.Payloads;

namespace Troupe.Messages.Functions;

/// <summary>Makes the hosted object with the public constructor without parameters of its type.</summary>
internal sealed class TypeSubjectInvoker(Type type) : JobInvoker($"new {PayloadTypeName.Short(type)}", takesToken: false)
{
    public override void Invoke(ref PayloadReader arguments, IJobCall call, PayloadWriter result)
    {
        arguments.RequireEnd();
        Subject.Current = Activator.CreateInstance(type, BindingFlags.Instance | BindingFlags.Public | BindingFlags.DoNotWrapExceptions, null, null, null)!;
    }

    public override ChunkInvoker Chunk(ChunkShape shape) => throw new FunctionRefusedException($"{DisplayName} cannot be mapped over items.");
}
